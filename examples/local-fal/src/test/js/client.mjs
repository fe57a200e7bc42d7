// Runs fal's own client, configured only through its own configuration, against the server in LOCAL_FAL.
import assert from "node:assert/strict";
import { ApiError, ValidationError, fal } from "@fal-ai/client";

const base = process.env.LOCAL_FAL;
const picture = process.env.PICTURE;
const ENDPOINT = "fal-ai/flux-pro/v1/fill";
const input = { prompt: "a red door", image_url: picture, mask_url: picture, seed: 7, output_format: "png" };

const seen = [];
fal.config({
  credentials: "id:secret",
  fetch: (url, init) => {
    const local = String(url).replace("https://queue.fal.run", `${base}/queue`).replace("https://fal.run", `${base}/run`);
    assert.ok(local.startsWith(base), `a stray call to ${url}`);
    seen.push(`${init?.method ?? "GET"} ${new URL(local).pathname}`);
    return fetch(local, init);
  },
});

function checkOutput(data) {
  assert.equal(data.seed, 7);
  assert.equal(data.images.length, 1);
  assert.equal(data.images[0].content_type, "image/png");
  assert.equal(data.images[0].width, 16);
  assert.deepEqual(data.has_nsfw_concepts, [false]);
}

async function check(name, body) {
  await body();
  console.log(`ok ${name}`);
}

await check("run", async () => {
  const result = await fal.run(ENDPOINT, { input });
  checkOutput(result.data);
  assert.match(result.requestId, /^[0-9a-f-]{36}$/);
  const file = await fetch(result.data.images[0].url);
  assert.equal(file.headers.get("content-type"), "image/png");
});

await check("submit, status with logs, result", async () => {
  const submitted = await fal.queue.submit(ENDPOINT, { input });
  assert.equal(submitted.status, "IN_QUEUE");
  assert.match(submitted.request_id, /^[0-9a-f-]{36}$/);
  const requestId = submitted.request_id;
  let status;
  do {
    status = await fal.queue.status(ENDPOINT, { requestId, logs: true });
  } while (status.status !== "COMPLETED");
  assert.ok(status.logs.some((line) => line.message === "a line from the model"));
  assert.equal(typeof status.metrics.inference_time, "number");
  const result = await fal.queue.result(ENDPOINT, { requestId });
  checkOutput(result.data);
  assert.equal(result.requestId, requestId);
});

for (const mode of ["polling", "streaming"]) {
  await check(`subscribe by ${mode}`, async () => {
    const states = [];
    const lines = new Set();
    let enqueued;
    const result = await fal.subscribe(ENDPOINT, {
      input,
      mode,
      logs: true,
      pollInterval: 20,
      onEnqueue: (requestId) => (enqueued = requestId),
      onQueueUpdate: (update) => {
        states.push(update.status);
        for (const line of update.logs ?? []) lines.add(line.message);
      },
    });
    checkOutput(result.data);
    assert.equal(result.requestId, enqueued);
    assert.equal(states.at(-1), "COMPLETED");
    assert.ok(lines.has("a line from the model"), [...lines].join());
  });
}

await check("streamStatus", async () => {
  const { request_id: requestId } = await fal.queue.submit(ENDPOINT, { input });
  const stream = await fal.queue.streamStatus(ENDPOINT, { requestId, logs: true });
  const states = [];
  stream.on("data", (status) => states.push(status.status));
  await stream.done();
  assert.equal(states.at(-1), "COMPLETED");
});

await check("cancel", async () => {
  const slow = { ...input, prompt: "slow" };
  const first = await fal.queue.submit(ENDPOINT, { input: slow });
  const second = await fal.queue.submit(ENDPOINT, { input: slow });
  for (const { request_id: requestId } of [second, first]) {
    await fal.queue.cancel(ENDPOINT, { requestId });
    let status;
    do {
      status = await fal.queue.status(ENDPOINT, { requestId });
    } while (status.status !== "COMPLETED");
    await assert.rejects(fal.queue.result(ENDPOINT, { requestId }), (error) => {
      assert.ok(error instanceof ApiError);
      assert.equal(error.status, 499);
      return true;
    });
  }
});

await check("validation error", async () => {
  const { prompt, ...rest } = input;
  await assert.rejects(fal.subscribe(ENDPOINT, { input: rest, pollInterval: 20 }), (error) => {
    assert.ok(error instanceof ValidationError, String(error));
    assert.equal(error.status, 422);
    assert.deepEqual(error.fieldErrors[0].loc, ["body", "prompt"]);
    assert.equal(error.getFieldErrors("prompt").length, 1);
    assert.equal(error.fieldErrors[0].type, "missing");
    return true;
  });
});

await check("bad key", async () => {
  fal.config({
    credentials: "wrong",
    fetch: (url, init) => fetch(String(url).replace("https://queue.fal.run", `${base}/queue`), init),
  });
  await assert.rejects(fal.queue.submit(ENDPOINT, { input }), (error) => {
    assert.equal(error.status, 401);
    assert.equal(error.body.detail, "invalid key credentials");
    return true;
  });
});

for (const path of [
  `/queue/${ENDPOINT}`,
  `/run/${ENDPOINT}`,
]) assert.ok(seen.includes(`POST ${path}`), path);
console.log("all good");
