import type {ErrorDetails} from '../../error-details.ts';

/** A sentence for every reason. `file`: the name of the file it is about, if that is known. */
export type Explain = {
  readonly [Reason in keyof ErrorDetails]: (detail: ErrorDetails[Reason], file?: string) => string;
};
