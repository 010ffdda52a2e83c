/**
 * ONNX Runtime's Linux and macOS packages report usage to their maker from 1.30 on, unless this variable is set before
 * the first session (microsoft/onnxruntime pull requests 27379 and 29843). An operator's pictures are nobody's
 * business, so every process that opens a session sets it here. A value that the operator has set is kept.
 */
export function silenceTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY ??= '1';
}
