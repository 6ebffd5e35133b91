import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** How long the rest of a body is read after the response; the default of `lingering_time` in nginx. */
const LONGEST_MS = 30_000;

/**
 * Closes a connection with an unread request body in two steps: first the response and a FIN, then the rest once the
 * client has sent its body. Closing a socket with unread bytes resets the connection, and a client that is still
 * sending would lose the response.
 */
export function createLingeringClose() {
  const requests = new WeakMap<Socket, IncomingMessage>();
  return {
    /** Called once for each connection. */
    watch: (socket: Socket): void => {
      const destroySoon = socket.destroySoon.bind(socket);
      let isClosing = false;
      // Node calls it after a response with `Connection: close`.
      socket.destroySoon = () => {
        const request = requests.get(socket);
        if (isClosing) return;
        if (!request || request.complete || socket.destroyed) return destroySoon();
        isClosing = true;
        socket.end();
        discardRest(request, socket);
      };
    },
    /** Records the request that the connection currently carries. */
    setRequest: (request: IncomingMessage): void => void requests.set(request.socket, request),
  };
}

function discardRest(request: IncomingMessage, socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), LONGEST_MS).unref();
  socket.once('close', () => clearTimeout(timer));
  request.once('end', () => socket.destroy());
  // The reader has stopped: later chunks are neither counted nor kept.
  request.removeAllListeners('data');
  request.resume();
}
