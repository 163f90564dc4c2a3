import { createInterface } from 'node:readline/promises';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';

/**
 * Lets the presenter talk until Enter is pressed.
 * @throws AppError BAD_INPUT when the input has ended.
 */
export async function waitForEnter(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  signal: AbortSignal,
): Promise<void> {
  const lines = createInterface({ input, output });
  const ended = new Promise<never>((_resolve, reject) => {
    lines.once('close', () =>
      reject(
        new AppError('BAD_INPUT', 'the demo waits for Enter, and the input has ended', {
          action: 'Run it unattended with --auto.',
        }),
      ),
    );
  });
  try {
    await Promise.race([lines.question('   ⏎ Enter does it ', { signal }), ended]);
  } finally {
    ended.catch(() => undefined);
    lines.close();
  }
}
