/** Shows progress: on a terminal one line that is rewritten, elsewhere a new line for every tenth. */

export interface ProgressLine {
  /** @param fraction 0–1; undefined when the end is not known */
  show(label: string, fraction: number | undefined, details?: string): void;
  /** Ends the rewritten line, if one is open. */
  end(): void;
}

const barWidth = 28;

export function createProgressLine(stream: NodeJS.WriteStream): ProgressLine {
  let lastTenth = -1;
  let lastLabel = '';
  let isOpen = false;
  return {
    show(label, fraction, details = '') {
      const percent = fraction === undefined ? '…' : `${String(Math.floor(fraction * 100)).padStart(3)}%`;
      if (stream.isTTY) {
        const filled = Math.round((fraction ?? 0) * barWidth);
        const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
        const line = `${label} ${bar} ${percent}  ${details}`;
        stream.write(`\r\x1b[2K${line.slice(0, Math.max(20, (stream.columns ?? 100) - 1))}`);
        isOpen = true;
        return;
      }
      const tenth = Math.floor((fraction ?? 0) * 10);
      if (label === lastLabel && tenth === lastTenth) return;
      lastTenth = tenth;
      lastLabel = label;
      stream.write(`${`${label} ${percent}  ${details}`.trimEnd()}\n`);
    },
    end() {
      if (isOpen) stream.write('\n');
      isOpen = false;
      lastTenth = -1;
    },
  };
}

/** Formats minutes and seconds, for example `1:05`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
