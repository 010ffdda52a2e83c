/** The packages of the classifier, which we do not depend on: an operator who wants it installs them. */
import {createRequire} from 'node:module';
import {installing} from '../../system/own-program.ts';

/** Versions that were tried; nsfwjs 4.4 asks for one single version of Node. */
const versions = {
  nsfwjs: '4.3',
  '@tensorflow/tfjs': '4.22',
  '@tensorflow/tfjs-backend-wasm': '4.22',
} as const;

/** A sentence that says what is missing and how to install it; undefined if all of them are there. */
export function missingNsfwPackages(
  resolve: (name: string) => unknown = createRequire(import.meta.url).resolve,
): string | undefined {
  const missing = Object.keys(versions).filter((name) => {
    try {
      resolve(name);
      return false;
    } catch {
      return true;
    }
  });
  if (missing.length === 0) return undefined;
  const all = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
  return `the classifier's packages are missing here (${missing.join(', ')}): ${installing(all)}`;
}
