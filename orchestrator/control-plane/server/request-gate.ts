import type { RequestListener } from 'node:http';

/** Lets a port open before the app that serves it is built: requests wait until the gate opens. */
export interface RequestGate {
  listener: RequestListener;
  /** Serves the requests that wait, and every later one. */
  open(app: RequestListener): void;
  /** Refuses those that wait; no effect on a gate that is open. */
  close(): void;
}

export function createRequestGate(): RequestGate {
  let app: RequestListener | undefined;
  const waiting: Parameters<RequestListener>[] = [];
  const open = (next: RequestListener): void => {
    app ??= next;
    for (const request of waiting.splice(0)) app(...request);
  };
  return {
    listener: (...request) => {
      if (app === undefined) waiting.push(request);
      else app(...request);
    },
    open,
    close: () => open((_request, response) => response.writeHead(503).end()),
  };
}
