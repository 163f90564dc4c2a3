import { hostname } from 'node:os';
import { z } from 'zod';
import type { LOG_LEVELS } from '../colorteller/log.ts';
import {
  logLevel,
  parseVariables,
  pathName,
  port,
  printable,
  type Variables,
} from '../colorteller/variables.ts';

/** Settings of the router. */
export interface RouterEnvironment {
  /** TCP port to listen on, 0 for any free one. Default 8080. */
  port: number;
  /** Address to listen on. Default 127.0.0.1: reachable from this machine only. */
  host: string;
  /** Path of the table, absolute or from the working folder. Default table.json. */
  tableFile: string;
  /** Name of this container or process. Default hostname-pid. */
  instance: string;
  /** Least severe level that is logged. Default info. */
  logLevel: (typeof LOG_LEVELS)[number];
}

const schema = z.object({
  PORT: port.default(8080),
  HOST: printable.default('127.0.0.1'),
  TABLE_FILE: pathName.default('table.json'),
  INSTANCE: printable.optional(),
  LOG_LEVEL: logLevel.default('info'),
});

/** @throws BadEnvironmentError naming each bad variable, what was found and what is allowed. */
export function parseRouterEnvironment(variables: Variables): RouterEnvironment {
  const data = parseVariables(schema, variables, { program: 'colorteller-router' });
  return {
    port: data.PORT,
    host: data.HOST,
    tableFile: data.TABLE_FILE,
    instance: data.INSTANCE ?? `${hostname()}-${process.pid}`,
    logLevel: data.LOG_LEVEL,
  };
}
