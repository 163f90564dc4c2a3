import { setTimeout as delay } from 'node:timers/promises';
import type { RequestHandler, Response } from 'express';
import {
  FAULT_HEADER,
  FAULT_HEADER_FORM,
  parseFaultHeader,
  type RequestedFault,
} from './fault-header.ts';

/**
 * Delays or fails a request that has the fault header, before the route's own handler: the response is real for the
 * caller, and other requests are not affected. It has what the region serves when the delay is over.
 */
export function applyRequestedFault(options: {
  region: string;
  reportServed: (response: Response) => void;
}): RequestHandler {
  const { region, reportServed } = options;
  return async (request, response, next) => {
    const text = request.get(FAULT_HEADER);
    if (text === undefined) {
      next();
      return;
    }
    const fault = parseFaultHeader(text);
    if (fault === undefined) {
      response.status(400).json({
        code: 'BAD_INPUT',
        message: `the header ${FAULT_HEADER} cannot be read`,
        action: `Send ${FAULT_HEADER_FORM}.`,
      });
      return;
    }
    if (!(await isStillWaitedFor(response, fault))) return;
    reportServed(response);
    if (!fault.isError) next();
    else response.status(500).json(faultAnswer(region));
  };
}

/** Resolves when the delay is over; to false at once where the client has left. */
async function isStillWaitedFor(
  response: Response,
  { delayMs = 0 }: RequestedFault,
): Promise<boolean> {
  if (delayMs === 0) return true;
  const gone = new AbortController();
  const leave = () => gone.abort();
  response.once('close', leave);
  try {
    await delay(delayMs, undefined, gone);
    return true;
  } catch {
    return false;
  } finally {
    response.off('close', leave);
  }
}

function faultAnswer(region: string) {
  return {
    code: 'FAULT_ASKED_FOR',
    message: `${region} failed because the request has the header ${FAULT_HEADER}`,
    action: `Send the request without it; npx colorteller fault list shows the faults that add it.`,
  };
}
