import { describe, expect, it } from 'vitest';
import { dockerStatus, toDockerError } from '../../../../../infra/provider/docker/docker-errors.ts';

const HOST = 'unix:///var/run/docker.sock';
const answer = (statusCode: number, message: string) =>
  Object.assign(new Error(`(HTTP code ${statusCode}) ${message}`), {
    statusCode,
    json: { message },
  });
const failure = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

describe('toDockerError', () => {
  it.each(['ENOENT', 'ECONNREFUSED', 'EACCES', 'ENOTFOUND', 'ETIMEDOUT'])(
    'makes DOCKER_UNAVAILABLE of %s, worth another try',
    (code) => {
      expect(toDockerError(failure(code), 'start it', HOST)).toMatchObject({
        code: 'DOCKER_UNAVAILABLE',
        message: `No Docker daemon answers at ${HOST}: connect ${code}.`,
        action: expect.stringContaining('colorteller setup --docker') as string,
        retryable: true,
      });
    },
  );

  it.each([
    [
      'driver failed programming external connectivity on endpoint a (0f): Bind for 127.0.0.1:4401 failed: port is already allocated',
      4401,
    ],
    [
      'driver failed programming external connectivity on endpoint a (0f): Error starting userland proxy: listen tcp4 127.0.0.1:4402: bind: address already in use',
      4402,
    ],
    ['Error starting userland proxy: listen tcp6 [::1]:4403: bind: address already in use', 4403],
  ])('names the port in %j', (words, port) => {
    expect(toDockerError(answer(500, words), 'start container "a"', HOST)).toMatchObject({
      code: 'PORT_IN_USE',
      message: `Cannot start container "a": port ${port} of ${HOST} is in use.`,
      details: { port },
    });
  });

  it('names the image that is missing', () => {
    for (const words of ['No such image: colorteller:9', 'No such image: colorteller:9: none']) {
      expect(toDockerError(answer(404, words), 'create it', HOST)).toMatchObject({
        code: 'IMAGE_MISSING',
        message: `Cannot create it: ${HOST} does not have image colorteller:9.`,
        details: { image: 'colorteller:9' },
      });
    }
  });

  it('passes on the words of any other answer, and its status', () => {
    const error = toDockerError(answer(500, 'no space left'), 'create it', HOST);
    expect(error).toMatchObject({
      code: 'UPDATE_FAILED',
      message: `Cannot create it: ${HOST} answers "no space left".`,
      retryable: false,
    });
    expect(dockerStatus(error)).toBe(500);
  });
});
