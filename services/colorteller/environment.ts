import { hostname } from 'node:os';
import { z } from 'zod';
import type { StatsigAccess } from './wire.ts';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Settings of the service. */
export interface Environment {
  /** Name of the region that it answers for. */
  region: string;
  /** TCP port to listen on, 0 for any free one. Default 8080. */
  port: number;
  /** Address to listen on. Default 127.0.0.1: reachable from this machine only. */
  host: string;
  /** Where the colour comes from: a file that others write, or Statsig's SDK in this process. Default file. */
  configSource: 'file' | 'statsig';
  /**
   * Path of the application config, absolute or from the working folder. Default config.json. With the source statsig the
   * service itself keeps its last good config there.
   */
  configFile: string;
  /** Access of the SDK: given here, or the path of a file that holds it. Default statsig.json. */
  access: StatsigAccess | { file: string };
  /** Name of this container or process. Default hostname-pid. */
  instance: string;
  /** The image that it runs, as its deployer names it; undefined when not set. */
  image: string | undefined;
  /** Least severe level that is logged. Default info. */
  logLevel: (typeof LOG_LEVELS)[number];
}

/** Invalid settings of the service; `message` has one line per variable. */
export class BadEnvironmentError extends Error {
  override readonly name = 'BadEnvironmentError';
}

const PRINTABLE = '1 to 200 characters without control characters';
const printable = z.string().regex(/^[^\p{Cc}]{1,200}$/u, PRINTABLE);
const wholePort = z
  .string()
  .regex(/^\d{1,5}$/, 'a whole number from 0 to 65535')
  .transform(Number)
  .refine((port) => port <= 65_535, 'a whole number from 0 to 65535');

const schema = z.object({
  REGION: z.string('the name of the region, such as us-west1').pipe(printable),
  PORT: wholePort.default(8080),
  HOST: printable.default('127.0.0.1'),
  CONFIG_FILE: z
    .string()
    .regex(/^[^\0]+$/, 'a path')
    .default('config.json'),
  CONFIG_SOURCE: z.enum(['file', 'statsig'], 'file or statsig').default('file'),
  STATSIG_FILE: z
    .string()
    .regex(/^[^\0]+$/, 'a path')
    .default('statsig.json'),
  STATSIG_SERVER_KEY: printable.optional(),
  STATSIG_API: z.url({ protocol: /^https?$/, error: 'an http address' }).optional(),
  STATSIG_ENVIRONMENT: printable.default('production'),
  INSTANCE: printable.optional(),
  IMAGE: z
    .string()
    .regex(/^[^\p{Cc}]{1,255}$/u, 'the name of an image')
    .optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(', ')}`).default('info'),
});

/**
 * Reads the settings from environment variables; an empty variable counts as not set.
 * @throws BadEnvironmentError naming each bad variable, what was found and what is allowed.
 */
export function parseEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
): Environment {
  const present = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(present);
  if (!result.success) {
    const lines = result.error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      const value = present[name];
      const isSecret = name === 'STATSIG_SERVER_KEY';
      const found =
        value === undefined ? 'nothing' : isSecret ? 'something else' : JSON.stringify(value);
      return `  ${name}: found ${found}, allowed: ${message}`;
    });
    throw new BadEnvironmentError(
      `colorteller cannot start, its environment is not valid:\n${[...new Set(lines)].join('\n')}`,
    );
  }
  const { data } = result;
  return {
    region: data.REGION,
    port: data.PORT,
    host: data.HOST,
    configSource: data.CONFIG_SOURCE,
    configFile: data.CONFIG_FILE,
    access:
      data.STATSIG_SERVER_KEY === undefined
        ? { file: data.STATSIG_FILE }
        : {
            serverKey: data.STATSIG_SERVER_KEY,
            api: data.STATSIG_API ?? null,
            environment: data.STATSIG_ENVIRONMENT,
            custom: {},
          },
    instance: data.INSTANCE ?? `${hostname()}-${process.pid}`,
    image: data.IMAGE,
    logLevel: data.LOG_LEVEL,
  };
}
