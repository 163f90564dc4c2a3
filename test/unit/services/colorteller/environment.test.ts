import { describe, expect, it } from 'vitest';
import { parseEnvironment } from '../../../../services/colorteller/environment.ts';
import { BadEnvironmentError } from '../../../../services/colorteller/variables.ts';

describe('parseEnvironment', () => {
  it('needs nothing but a region', () => {
    const { instance, ...rest } = parseEnvironment({ REGION: 'us-west1' });
    expect(rest).toEqual({
      region: 'us-west1',
      port: 8080,
      host: '127.0.0.1',
      configSource: 'file',
      configFile: 'config.json',
      access: { file: 'statsig.json' },
      logLevel: 'info',
    });
    expect(instance).toMatch(new RegExp(`-${process.pid}$`));
  });

  it('takes every variable', () => {
    expect(
      parseEnvironment({
        REGION: 'r',
        PORT: '0',
        HOST: '::1',
        CONFIG_FILE: '/c.json',
        CONFIG_SOURCE: 'statsig',
        STATSIG_SERVER_KEY: 'secret-k',
        STATSIG_API: 'http://127.0.0.1:4400',
        STATSIG_ENVIRONMENT: 'staging',
        INSTANCE: 'i',
        LOG_LEVEL: 'debug',
      }),
    ).toEqual({
      region: 'r',
      port: 0,
      host: '::1',
      configSource: 'statsig',
      configFile: '/c.json',
      access: {
        serverKey: 'secret-k',
        api: 'http://127.0.0.1:4400',
        environment: 'staging',
        custom: {},
      },
      instance: 'i',
      logLevel: 'debug',
    });
  });

  it('never repeats a key that it refuses', () => {
    const parse = () => parseEnvironment({ REGION: 'r', STATSIG_SERVER_KEY: 'secret-\n' });
    expect(parse).toThrow('STATSIG_SERVER_KEY: found something else, allowed: 1 to 200');
    expect(parse).not.toThrow('secret-');
  });

  it('counts an empty variable as not set', () => {
    expect(parseEnvironment({ REGION: 'r', PORT: '', HOST: '' })).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
    });
  });

  it('names each bad variable, what was found and what is allowed', () => {
    const parse = () =>
      parseEnvironment({ PORT: '65536', LOG_LEVEL: 'loud', INSTANCE: 'a\nb', CONFIG_FILE: 'x' });
    expect(parse).toThrow(BadEnvironmentError);
    expect(parse).toThrow(
      new BadEnvironmentError(
        [
          'colorteller cannot start, its environment is not valid:',
          '  REGION: found nothing, allowed: the name of the region, such as us-west1',
          '  PORT: found "65536", allowed: a whole number from 0 to 65535',
          '  INSTANCE: found "a\\nb", allowed: 1 to 200 characters without control characters',
          '  LOG_LEVEL: found "loud", allowed: one of trace, debug, info, warn, error, fatal, silent',
        ].join('\n'),
      ),
    );
  });

  it.each(['-1', '1.5', '0x50', '8080 ', 'abc', '123456'])('refuses port %j', (PORT) => {
    expect(() => parseEnvironment({ REGION: 'r', PORT })).toThrow(BadEnvironmentError);
  });
});
