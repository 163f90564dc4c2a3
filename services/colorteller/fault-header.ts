/** Header of a request that is to be answered late or with an error; only that request is affected. */
export const FAULT_HEADER = 'ColorTeller-Fault';

/** Longest delay that a request may ask for, milliseconds. */
const MAX_DELAY_MS = 10_000;

/** How a request asks to be answered. */
export interface RequestedFault {
  /** Milliseconds, 0 to 10,000; what is longer is cut to that. Default 0. */
  delayMs?: number;
  /** With status 500. Default: as ever. */
  isError?: boolean;
}

/** What the header takes, in words for a message. */
export const FAULT_HEADER_FORM = `"delay=MS" with MS from 0 to ${MAX_DELAY_MS}, "error", or both with a comma between`;

/** The headers that request a fault; none for no fault. */
export function faultHeaders(fault: RequestedFault): Record<string, string> {
  const text = faultHeader(fault);
  return text === '' ? {} : { [FAULT_HEADER]: text };
}

/** The header's value, such as `delay=250, error`; a longer delay is cut to the maximum. Empty for no fault. */
function faultHeader({ delayMs = 0, isError = false }: RequestedFault): string {
  const delay = delayMs > 0 ? [`delay=${Math.min(Math.round(delayMs), MAX_DELAY_MS)}`] : [];
  return [...delay, ...(isError ? ['error'] : [])].join(', ');
}

/** Reads the header's value; undefined for anything but its form, each part once. */
export function parseFaultHeader(text: string): Required<RequestedFault> | undefined {
  const fault: RequestedFault = {};
  for (const part of text.split(',').map((item) => item.trim())) {
    const delay = /^delay=(\d{1,5})$/.exec(part)?.[1];
    if (part === 'error' && fault.isError === undefined) fault.isError = true;
    else if (delay !== undefined && fault.delayMs === undefined) fault.delayMs = Number(delay);
    else return undefined;
  }
  const { delayMs = 0, isError = false } = fault;
  return delayMs > MAX_DELAY_MS ? undefined : { delayMs, isError };
}
