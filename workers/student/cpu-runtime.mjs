/** ONNX Runtime's module for the CPU: what it starts is left where `runtime.ts` finds it. */

// Its name has a hash, which this file, kept as it is, can't know.
const { default: start } = await import(/* @vite-ignore */ globalThis.onnxRuntime.url);

export default async (settings) => (globalThis.onnxRuntime.module = await start(settings));
