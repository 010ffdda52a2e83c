import {AttachmentFlags} from 'discord.js';

const prefix = 'SPOILER_';

/** Discord hides a file whose name says so until somebody clicks it. */
export function spoilerName(name: string): string {
  return prefix + name;
}

/** Somebody marked the file as a spoiler, by its name or with the eye in the client. */
export function isSpoiler({
  name,
  flags,
}: {
  name: string;
  flags?: {has(flag: AttachmentFlags): boolean};
}): boolean {
  return name.startsWith(prefix) || flags?.has(AttachmentFlags.IsSpoiler) === true;
}
