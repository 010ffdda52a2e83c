const prefix = 'SPOILER_';

/** Discord hides a file of such a name until somebody clicks it. */
export function spoilerName(name: string): string {
  return prefix + name;
}

/** How clients mark a spoiler that is uploaded; newer ones set a flag besides. */
export function isSpoilerName(name: string): boolean {
  return name.startsWith(prefix);
}
