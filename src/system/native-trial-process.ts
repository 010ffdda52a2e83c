/** `native-trial-process.ts NAME`: loads one native library, which may end this process, and says how that went. */
import {AppError} from '../errors.ts';
import {endWithParent} from './child/child-side.ts';
import {type NativeLibrary, requireNatives} from './native-library.ts';

endWithParent();
try {
  await requireNatives([process.argv[2] as NativeLibrary]);
  process.exit(0);
} catch (error) {
  process.stdout.write(`${error instanceof AppError ? error.message : String(error)}\n`, () =>
    process.exit(1),
  );
}
