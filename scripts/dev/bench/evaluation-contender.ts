/** What each contender evaluates for every user. */
export const QUESTIONS = ['rollout', 'theme', 'upgrade'] as const;
export type Question = (typeof QUESTIONS)[number];

/** One evaluator under the rules of `evaluation-rules.ts`, with all its users made beforehand. */
export interface Contender {
  /** Name of its package. */
  name: string;
  /** The answer for the user of that number, by the call that a server would make. */
  ask: Readonly<Record<Question, (user: number) => unknown>>;
  close: () => Promise<void>;
}
