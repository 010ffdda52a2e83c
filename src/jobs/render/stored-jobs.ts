import type {JobStore, QueuedJob, Renderer} from '../job.ts';

/** What people see forms this often; Discord takes no more edits of one message. */
const frameEveryMs = 2_500;

/**
 * Lets a renderer paint jobs that are in the store: reads a job's images when its turn has come, so that those of
 * waiting jobs take no memory. If images are gone, `render` throws like `readInputs`.
 */
export function paintStored(
  store: Pick<JobStore, 'get' | 'readInputs' | 'checkpointFile'>,
  renderer: Renderer,
): Renderer<QueuedJob> {
  return {
    async *render(job, options) {
      const {jobId} = job;
      const {content, styles, start} = await store.readInputs(jobId);
      const weighted = store.get(jobId)?.styles;
      options.signal.throwIfAborted();
      const request = {
        ...job,
        content,
        styles: styles.map((image, index) => ({image, weight: weighted?.[index]?.weight ?? 1})),
        ...(start && {start}),
        frameEveryMs,
        checkpointFile: store.checkpointFile(jobId),
      };
      yield* renderer.render(request, options);
    },
    close: () => renderer.close(),
  };
}
