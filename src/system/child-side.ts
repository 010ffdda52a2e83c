/** The side of the process that child-process.ts starts. */

/** Ends this process with its parent. A process inside a native call ends only when that returns. */
export function endWithParent(): void {
  process.on('disconnect', () => process.exit(0));
}

/** Leaves it to the parent when to stop: Ctrl-C in a terminal and a service manager's SIGTERM reach the whole group. */
export function ignoreSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
}

/** Does nothing when the parent is gone. */
export function tellParent<Message>(message: Message): void {
  if (process.connected) process.send?.(message);
}

/** Says the last there is to say, and ends this process if it ends with its parent. */
export function tellParentAndEnd<Message>(message: Message): void {
  process.send?.(message, () => process.disconnect());
}
