import { describe, expect, it } from 'vitest';
import { classifyBuildError, toDockerError } from '../../../../infra/image/colorteller-image.ts';

describe('toDockerError', () => {
  it('calls a daemon that does not answer unavailable', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    expect(() => toDockerError('build')(refused)).toThrow(
      expect.objectContaining({
        code: 'DOCKER_UNAVAILABLE',
        message: 'could not build: connect ECONNREFUSED',
        cause: refused,
      }),
    );
  });

  it('calls an answer with a status a failed call', () => {
    const answered = Object.assign(new Error('no space left'), { statusCode: 500 });
    expect(() => toDockerError('build')(answered)).toThrow(
      expect.objectContaining({ code: 'SETUP_FAILED', message: 'could not build: no space left' }),
    );
  });
});

describe('classifyBuildError', () => {
  it.each([
    ['pull access denied for node, repository does not exist', 'IMAGE_MISSING'],
    ['manifest for node:24-alpine not found', 'IMAGE_MISSING'],
    ['Get "https://example.test/v2/": dial tcp: no such host', 'IMAGE_MISSING'],
    ['write /node: no space left on device', 'SETUP_FAILED'],
  ])('%s: %s', (said, code) => {
    const error = classifyBuildError('colorteller:1', said);
    expect(error.code).toBe(code);
    expect(error.message.endsWith(`: ${said}`)).toBe(true);
  });
});
