/** Runs inside a process that child-process.ts started. */

/** Makes this process end with its parent. If it is inside a native call, it ends only when that returns. */
export function endWithParent(): void {
  process.on('disconnect', () => process.exit(0));
}

/** Lets the parent decide what to do: Ctrl-C in a terminal, its end and a service manager's signals reach the whole group. */
export function ignoreSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'] as const)
    process.on(signal, () => undefined);
}

/** Does nothing when the parent is gone. */
export function tellParent<Message>(message: Message): void {
  if (process.connected) process.send?.(message);
}

/** Sends a last message, then disconnects, which ends this process if it called `endWithParent`. */
export function tellParentAndEnd<Message>(message: Message): void {
  process.send?.(message, () => process.disconnect());
}
