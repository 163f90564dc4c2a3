import { AppError } from '../../../common/errors/app-error.ts';

/**
 * Reads the JSON in a text field of the API.
 * @throws AppError BAD_INPUT naming the place; JSON5's comments and bare keys are not read.
 */
export function parseJson5(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError(
      'BAD_INPUT',
      `${place}: not JSON (the further notation of JSON5 is not read)`,
      {
        action: 'Write plain JSON.',
        cause,
      },
    );
  }
}
