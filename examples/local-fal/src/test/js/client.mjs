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
    const local = String(url)
      .replace("https://rest.fal.ai", `${base}/rest`)
      .replace("https://queue.fal.run", `${base}/queue`)
      .replace("https://fal.run", `${base}/run`);
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
  const endless = { ...input, seed: 499 };
  const first = await fal.queue.submit(ENDPOINT, { input: endless });
  const second = await fal.queue.submit(ENDPOINT, { input: endless });
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

// The picture, as long as asked for: what follows the end of a PNG does not matter to its readers.
function pictureFile(size) {
  const bytes = Buffer.from(picture.split(",")[1], "base64");
  return new File([bytes, new Uint8Array(Math.max(0, size - bytes.length))], "a picture.png", { type: "image/png" });
}

await check("upload of a small file, and of one in parts, and a fill of both", async () => {
  const small = await fal.storage.upload(pictureFile(0));
  assert.match(small, /_a_picture\.png$/);
  assert.ok(seen.includes("POST /rest/storage/upload/initiate"));
  assert.ok(seen.some((call) => /^PUT .*\/upload$/.test(call)), seen.join("\n"));
  assert.ok(!seen.some((call) => call.includes("multipart")), seen.join("\n"));

  // The client uses parts for more than 90 MiB only.
  const size = 90 * 1024 * 1024 + 1;
  const large = await fal.storage.upload(pictureFile(size), { lifecycle: { expiresIn: "1h" } });
  assert.ok(seen.includes("POST /rest/storage/upload/initiate-multipart"));
  assert.equal(seen.filter((call) => /^PUT .*\/multipart\/[^/]+\/\d+$/.test(call)).length, 10);
  assert.equal(seen.filter((call) => /^POST .*\/multipart\/[^/]+\/complete$/.test(call)).length, 1);
  const stored = await fetch(large);
  assert.equal(stored.headers.get("content-type"), "image/png");
  assert.equal((await stored.arrayBuffer()).byteLength, size);

  const result = await fal.run(ENDPOINT, { input: { ...input, image_url: small, mask_url: large } });
  checkOutput(result.data);
});

await check("a blob as input is uploaded by the client itself", async () => {
  const before = seen.length;
  const result = await fal.subscribe(ENDPOINT, {
    input: { ...input, image_url: pictureFile(0), mask_url: new Blob([pictureFile(0)], { type: "image/png" }) },
    pollInterval: 20,
  });
  checkOutput(result.data);
  assert.equal(seen.slice(before).filter((call) => call.endsWith("/storage/upload/initiate")).length, 2);
});

await check("a file that nobody may read, and one that is hidden", async () => {
  for (const [access, status] of [["forbid", 403], ["hide", 404]]) {
    const url = await fal.storage.upload(pictureFile(0), { lifecycle: { initialAcl: { default: access } } });
    assert.equal((await fetch(url)).status, status);
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
    fetch: (url, init) =>
      fetch(
        String(url).replace("https://rest.fal.ai", `${base}/rest`).replace("https://queue.fal.run", `${base}/queue`),
        init,
      ),
  });
  await assert.rejects(fal.storage.upload(pictureFile(0)), (error) => {
    assert.equal(error.status, 401);
    return true;
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
