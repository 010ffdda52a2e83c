import {startChild} from './child/child-process.ts';
import type {NativeLibrary} from './native-library.ts';
import {install, ownModule} from './own-program.ts';

/** Loads a native library in a process of its own. Returns what is wrong with it and the remedy, or undefined. */
export async function tryNative(
  name: NativeLibrary,
  entry = ownModule('./native-trial-process', import.meta.url),
): Promise<string | undefined> {
  const {code, signal, lastOutput} = await startChild(entry, {args: [name]}).ended;
  if (code === 0) return undefined;
  if (signal === null && lastOutput !== '') return lastOutput;
  return `${name} crashes when it is loaded (${signal ?? `exit code ${code}`}): its build does not suit this processor or system. Remove node_modules and run ${install} here; if that does not help, this machine cannot run it.`;
}
