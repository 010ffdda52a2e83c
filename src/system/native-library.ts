/**
 * The libraries with native code, which fit one kind of machine each. They are tried before anything imports them, so
 * that a missing or unsuitable one is named together with its remedy instead of ending the process with a stack.
 */
import {AppError} from '../errors.ts';
import {install} from './own-program.ts';

export const nativeLibraries = {
  sharp: 'reads and writes pictures',
  libsql: 'keeps the jobs',
  'onnxruntime-node': 'paints',
} as const;

export type NativeLibrary = keyof typeof nativeLibraries;

/** What decides whether a native library suits a machine. */
export interface NativeHost {
  platform: string;
  arch: string;
  /** For example `glibc 2.36` or `musl`; empty where there is only one C library. */
  libc: string;
}

/** Loads these libraries. @throws AppError `BROKEN_INSTALLATION` that names the first that cannot be loaded */
export async function requireNatives(names: readonly NativeLibrary[]): Promise<void> {
  for (const name of names) {
    try {
      await import(name);
    } catch (cause) {
      throw brokenLibrary(name, cause, thisHost());
    }
  }
}

export function brokenLibrary(name: NativeLibrary, cause: unknown, host: NativeHost): AppError {
  const reason = textOf(cause);
  const place = [host.platform, host.arch, host.libc && `(${host.libc})`].filter(Boolean).join(' ');
  const [firstLine = ''] = reason.split('\n');
  return new AppError(
    'BROKEN_INSTALLATION',
    `${name}, which ${nativeLibraries[name]}, cannot be loaded on ${place}: ${firstLine.replace(/[.:]$/, '')}. ${remedyFor(name, reason, host)}`,
    {cause},
  );
}

/** Ways in which loaders say that a file is not there, or not for this machine. */
const forbidden = /EACCES|EPERM|permission denied|not permitted|failed to map segment|access is denied/i;
const missing =
  /cannot find (?:module|package)|cannot open shared object|no such file|image not found|could not load the "sharp"|module could not be found/i;

function remedyFor(name: NativeLibrary, reason: string, {arch, libc}: NativeHost): string {
  const [, library, version] = /(GLIBC|GLIBCXX|CXXABI)_([\d.]+)'? not found/.exec(reason) ?? [];
  if (arch === 'arm' || arch === 'ia32') return 'It needs a 64-bit system with a 64-bit Node.';
  if (libc === 'musl' && name === 'onnxruntime-node')
    return 'It has no build for musl (Alpine): use a system with glibc, such as the image node:22-slim.';
  if (library !== undefined)
    return `This system is too old for it, because it needs ${library} ${version}: use Debian 12, Ubuntu 22.04 or newer.`;
  if (forbidden.test(reason))
    return 'This user may not load it: look at the permissions of node_modules, at a file system mounted with noexec, and at antivirus programs, which should leave node_modules alone.';
  if (missing.test(reason))
    return `Run ${install} here, on this system, and do not leave out optional dependencies. If files vanish again, an antivirus program removes them: exclude node_modules from it.`;
  return `node_modules is damaged or comes from another system: remove it and run ${install} here.`;
}

/** The messages of an error and its causes. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  const own = error.message.replace(/\n|$/, `${code}\n`).trimEnd();
  return error.cause === undefined ? own : `${own}\n${textOf(error.cause)}`;
}

export function thisHost(): NativeHost {
  const {platform, arch} = process;
  return {platform, arch, libc: platform === 'linux' ? linuxLibc() : ''};
}

function linuxLibc(): string {
  const report = process.report.getReport() as {header?: {glibcVersionRuntime?: string}};
  const version = report.header?.glibcVersionRuntime;
  return version === undefined ? 'musl' : `glibc ${version}`;
}
