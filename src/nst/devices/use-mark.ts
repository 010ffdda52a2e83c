/**
 * Keeps a mark in the data folder while a device that `auto` chose is painting. If the mark is there but its process is
 * gone, the device took the process down, which no self-test foresaw. `auto` then leaves the device alone for a while,
 * so that it does not lose a picture again and again.
 */
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {uptime} from 'node:os';
import {join} from 'node:path';
import {z} from 'zod';
import type {Device} from '../contract/protocol.ts';

const avoidedForMs = 60 * 60_000;

const markSchema = z.object({device: z.string(), pid: z.number(), since: z.number()});

export interface UseMark {
  set(): void;
  clear(): void;
}

/** Synchronous, so that it can be cleared while the process exits. A failure to write does no harm. */
export function useMark(dataDir: string, device: string): UseMark {
  const path = pathOf(dataDir);
  let isSet = false;
  return {
    set() {
      if (device === 'cpu') return;
      try {
        mkdirSync(dataDir, {recursive: true});
        writeFileSync(path, JSON.stringify({device, pid: process.pid, since: Date.now()}));
        isSet = true;
      } catch {
        // Without a mark a crash is not remembered; nothing else depends on it.
      }
    },
    clear() {
      if (isSet) rmSync(path, {force: true});
      isSet = false;
    },
  };
}

/** @returns says why a device should be left alone for now, or undefined if it need not be */
export function readUseMark(dataDir: string, now = Date.now()): (device: Device) => string | undefined {
  const mark = read(pathOf(dataDir));
  if (!mark || isAlive(mark.pid)) return () => undefined;
  const bootedAt = now - uptime() * 1000;
  // A machine that went down took the process with it; that says nothing about the device.
  if (mark.since < bootedAt || now - mark.since > avoidedForMs) {
    rmSync(pathOf(dataDir), {force: true});
    return () => undefined;
  }
  const minutes = Math.ceil((mark.since + avoidedForMs - now) / 60_000);
  return (device) =>
    device === mark.device
      ? `a render process ended while painting on it; it is left alone for another ${minutes} min`
      : undefined;
}

function pathOf(dataDir: string): string {
  return join(dataDir, 'device-in-use.json');
}

function read(path: string): z.infer<typeof markSchema> | undefined {
  try {
    return markSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
