/** What is known of a point of the optimisation. */
export interface Judgement {
  /** Σ weight · term. */
  loss: number;
  /** Unweighted terms by name. */
  terms: Record<string, number>;
}
