package io.fluxfill.playground;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class Playground {
    public static void main(String[] args) {
        SpringApplication.run(Playground.class, args);
    }
}
