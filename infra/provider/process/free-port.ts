import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';

export interface ListenAddress {
  ip: string;
  port: number;
}

/**
 * Makes sure that a port can be listened on, before a process is started for it.
 * @throws AppError PORT_IN_USE naming the port and its requester, BAD_INPUT when the address is not this machine's.
 */
export async function assertPortFree(
  { ip, port }: ListenAddress,
  requester: string,
): Promise<void> {
  const server = createServer();
  try {
    server.listen({ host: ip, port, exclusive: true });
    await once(server, 'listening');
  } catch (error) {
    throw listenError({ ip, port }, requester, error as NodeJS.ErrnoException);
  }
  server.close();
  await once(server, 'close');
}

/** A port of an address that nothing listens on. */
export async function chooseFreePort(ip: string): Promise<number> {
  const server = createServer().listen({ host: ip, port: 0, exclusive: true });
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Whether something accepts connections at an address. */
export async function isListening({ ip, port }: ListenAddress): Promise<boolean> {
  const socket = connect({ host: reachableAddress(ip), port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** An address that means every interface is reached over this machine's own. */
function reachableAddress(ip: string): string {
  if (ip === '0.0.0.0') return '127.0.0.1';
  return ip === '::' ? '::1' : ip;
}

function listenError(
  address: ListenAddress,
  requester: string,
  cause: NodeJS.ErrnoException,
): AppError {
  const { ip, port } = address;
  const details = { ip, port };
  if (cause.code === 'EADDRINUSE') {
    return new AppError('PORT_IN_USE', `Port ${port} of ${ip} is in use; ${requester} needs it.`, {
      action: 'Stop the program that uses the port, or give the region another one.',
      details,
      cause,
    });
  }
  const why = cause.code ?? cause.message;
  return new AppError('BAD_INPUT', `${requester} cannot listen on port ${port} of ${ip}: ${why}.`, {
    action: 'Choose an address of this machine and a port that this user may open.',
    details,
    cause,
  });
}
