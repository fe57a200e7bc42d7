// fal's own client under the same orders as the others: a line in, a line of numbers out.
import { readdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { createFalClient } from "@fal-ai/client";

const [server, mode] = process.argv.slice(2);
const fal = createFalClient({
  credentials: "benchmark-id:benchmark-secret",
  proxyUrl: { url: server, when: "always" },
});

async function fill(number, tally) {
  const options = {
    input: {
      image_url: "https://example.com/pictures/street.jpg",
      mask_url: "https://example.com/pictures/street-mask.png",
      prompt: `#${number}# a quiet street, wet cobblestones`,
    },
  };
  if (mode === "stream") {
    options.mode = "streaming";
    options.onQueueUpdate = () => tally.updates++;
    options.logs = true;
  }
  const result = await fal.subscribe("fal-ai/flux-pro/v1/fill", options);
  if (!result.data.images) {
    throw new Error("There are no images.");
  }
}

function threads() {
  try {
    return readdirSync("/proc/self/task").length;
  } catch {
    return 0;
  }
}

async function round(order) {
  const tally = { done: 0, updates: 0, errors: new Map() };
  let peakHeap = 0;
  let peakThreads = 0;
  const watch = setInterval(() => {
    peakHeap = Math.max(peakHeap, process.memoryUsage().heapUsed);
    peakThreads = Math.max(peakThreads, threads());
  }, 50);
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  let next = 0;
  const worker = async () => {
    while (next < order.requests) {
      const number = order.first + next++;
      try {
        await fill(number, tally);
        tally.done++;
      } catch (error) {
        const name = `${error.name ?? "Error"}${error.status ? `-${error.status}` : ""}`.replace(/[ ,=:]/g, "-");
        tally.errors.set(name, (tally.errors.get(name) ?? 0) + 1);
      }
    }
  };
  const all = Promise.all(Array.from({ length: Math.min(order.concurrency, order.requests) }, worker));
  let timer;
  const limit = new Promise((resolve) => {
    timer = setTimeout(() => resolve("limit"), order.limit);
  });
  const end = await Promise.race([all.then(() => "whole"), limit]);
  clearTimeout(timer);
  clearInterval(watch);
  // What hangs must not begin anything more.
  next = order.requests;
  const wall = process.hrtime.bigint() - start;
  const used = process.cpuUsage(cpu);
  const failed = [...tally.errors.values()].reduce((sum, count) => sum + count, 0);
  const errors = [...tally.errors].map(([name, count]) => `${name}:${count}`).join(",");
  return (
    `wall=${wall} cpu=${(used.user + used.system) * 1000} threads=${peakThreads} heap=${peakHeap} direct=0 end=${end} ` +
    `done=${tally.done} updates=${tally.updates} wronglogs=0 failed=${failed} errors=${errors} unknown=`
  );
}

// What its streams throw into nowhere must not end the process: it is counted as what hangs.
process.on("unhandledRejection", () => {});
process.on("uncaughtException", () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const order = Object.fromEntries(line.split(" ").map((pair) => [pair.split("=")[0], Number(pair.split("=")[1])]));
  console.log(await round(order));
}
process.exit(0);
