const cells = 16;

/** `▰▰▰▰▱▱▱▱ 50%`; never 100% before the end. `fraction`: 0–1. */
export function progressBar(fraction: number): string {
  const share = Math.min(Math.max(fraction, 0), 1);
  const filled = Math.floor(share * cells);
  return `${'▰'.repeat(filled)}${'▱'.repeat(cells - filled)} ${Math.floor(share * 100)}%`;
}
