import { hostname } from 'node:os';
import { z } from 'zod';
import type { LOG_LEVELS } from './log.ts';
import {
  logLevel,
  parseVariables,
  pathName,
  port,
  printable,
  type Variables,
} from './variables.ts';
import type { StatsigAccess } from './wire.ts';

/** Settings of the service. */
export interface Environment {
  /** Name of the region that it answers for. */
  region: string;
  /** Name of the cell of its region that it is part of; undefined where the region has none. */
  cell: string | undefined;
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

const schema = z.object({
  REGION: z.string('the name of the region, such as us-west1').pipe(printable),
  CELL: printable.optional(),
  PORT: port.default(8080),
  HOST: printable.default('127.0.0.1'),
  CONFIG_FILE: pathName.default('config.json'),
  CONFIG_SOURCE: z.enum(['file', 'statsig'], 'file or statsig').default('file'),
  STATSIG_FILE: pathName.default('statsig.json'),
  STATSIG_SERVER_KEY: printable.optional(),
  STATSIG_API: z.url({ protocol: /^https?$/, error: 'an http address' }).optional(),
  STATSIG_ENVIRONMENT: printable.default('production'),
  INSTANCE: printable.optional(),
  IMAGE: z
    .string()
    .regex(/^[^\p{Cc}]{1,255}$/u, 'the name of an image')
    .optional(),
  LOG_LEVEL: logLevel.default('info'),
});

/**
 * Reads the settings from environment variables; an empty variable counts as not set.
 * @throws BadEnvironmentError naming each bad variable, what was found and what is allowed.
 */
export function parseEnvironment(variables: Variables): Environment {
  const data = parseVariables(schema, variables, {
    program: 'colorteller',
    secrets: ['STATSIG_SERVER_KEY'],
  });
  return {
    region: data.REGION,
    cell: data.CELL,
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
