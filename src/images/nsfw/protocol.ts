/** What the bot and the process that classifies say to each other. */
import {z} from 'zod';

/** Encoded, already checked. */
export interface NsfwQuestion {
  image: Uint8Array;
}

/** How likely the picture belongs to each of nsfwjs' classes, 0 to 1; together 1. */
const scoresSchema = z.object({
  Drawing: z.number(),
  Hentai: z.number(),
  Neutral: z.number(),
  Porn: z.number(),
  Sexy: z.number(),
});

export type NsfwScores = Readonly<z.infer<typeof scoresSchema>>;

export type NsfwAnswer = {type: 'scores'; scores: NsfwScores} | {type: 'failed'; message: string};

export const nsfwAnswerSchema: z.ZodType<NsfwAnswer> = z.discriminatedUnion('type', [
  z.object({type: z.literal('scores'), scores: scoresSchema}),
  z.object({type: z.literal('failed'), message: z.string()}),
]);
