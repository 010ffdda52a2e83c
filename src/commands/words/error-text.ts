import type {ErrorDetails} from '../../error-details.ts';

/** A sentence for every reason. */
export type Explain = {readonly [Reason in keyof ErrorDetails]: (detail: ErrorDetails[Reason]) => string};
