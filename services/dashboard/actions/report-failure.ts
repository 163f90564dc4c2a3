import { ApiError } from '../api.ts';
import { announce } from './announce.ts';

/** Waits for a request and announces its error. @returns its answer; undefined when it failed. */
export async function reportFailure<Answer>(ask: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    announce([error.message, error.action ?? ''].join('. ').trim(), 'failed');
    return undefined;
  }
}
