/**
 * The frames of a job for its time-lapse: numbered JPEG files in a folder. When they become too many or too large,
 * every second one is dropped, and from then on only every second one is taken. So the kept frames are always evenly
 * spread over the painting. An archive from an earlier process is continued.
 */
import {mkdir, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {unlessMissing} from '../../system/missing-file.ts';
import type {FrameArchive} from '../job.ts';

export interface FrameLimits {
  maxFrames: number;
  maxBytes: number;
}

export const frameLimits: FrameLimits = {maxFrames: 60, maxBytes: 16 * 1024 * 1024};

/** Of the frames given, `0`, `stride`, `2 · stride`, … are kept. */
interface Kept {
  /** Sizes in bytes by frame number, ascending. */
  bytes: Map<number, number>;
  stride: number;
  next: number;
}

export function openFrameArchive(folder: string, limits: FrameLimits = frameLimits): FrameArchive {
  let kept: Kept | undefined;
  /** Runs one task after the other. A failure ends the archive, not the painting. */
  let work: Promise<void> = Promise.resolve();

  async function take(frame: Uint8Array): Promise<void> {
    kept ??= await look(folder);
    const number = kept.next++;
    if (number % kept.stride !== 0) return;
    await writeFile(fileOf(folder, number), frame);
    kept.bytes.set(number, frame.byteLength);
    while (isOver(kept, limits)) await thinOut(folder, kept);
  }

  return {
    add(frame) {
      work = work.then(() => take(frame));
      work.catch(() => undefined);
    },
    settled: () => work,
  };
}

/** Frames kept in a folder, oldest first; empty if the folder does not exist. */
export async function readFrames(folder: string): Promise<Uint8Array[]> {
  const numbers = await listNumbers(folder);
  return Promise.all(numbers.map((number) => readFile(fileOf(folder, number))));
}

async function look(folder: string): Promise<Kept> {
  await mkdir(folder, {recursive: true});
  const numbers = await listNumbers(folder);
  const bytes = new Map<number, number>();
  for (const number of numbers) bytes.set(number, (await stat(fileOf(folder, number))).size);
  const gaps = numbers.slice(1).map((number, index) => number - (numbers[index] as number));
  const stride = gaps.length === 0 ? 1 : Math.min(...gaps);
  return {bytes, stride, next: (numbers.at(-1) ?? -stride) + stride};
}

function isOver({bytes}: Kept, {maxFrames, maxBytes}: FrameLimits): boolean {
  const total = [...bytes.values()].reduce((sum, size) => sum + size, 0);
  return bytes.size > 1 && (bytes.size > maxFrames || total > maxBytes);
}

async function thinOut(folder: string, kept: Kept): Promise<void> {
  kept.stride *= 2;
  for (const number of [...kept.bytes.keys()]) {
    if (number % kept.stride === 0) continue;
    kept.bytes.delete(number);
    await rm(fileOf(folder, number), {force: true});
  }
}

async function listNumbers(folder: string): Promise<number[]> {
  const names = (await unlessMissing(readdir(folder))) ?? [];
  return names
    .flatMap((name) => /^(\d+)\.jpg$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

function fileOf(folder: string, number: number): string {
  return join(folder, `${String(number).padStart(6, '0')}.jpg`);
}
