const prefix = 'SPOILER_';

/** Discord hides a file with this name until it is clicked. */
export function spoilerName(name: string): string {
  return prefix + name;
}

/** Clients mark uploaded spoilers by their name; newer clients also set a flag. */
export function isSpoilerName(name: string): boolean {
  return name.startsWith(prefix);
}
