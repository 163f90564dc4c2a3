import { ApiError } from '../api.ts';
import { announce } from './announce.ts';

/** Runs what a click asked for, and tells where it failed. @returns what it answered; undefined where it failed. */
export async function reportFailure<Answer>(ask: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    announce([error.message, error.action ?? ''].join('. ').trim(), 'failed');
    return undefined;
  }
}
