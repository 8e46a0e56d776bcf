// Stands in for Electron's parent port, so that the core's process runs under plain Node; its messages are a child's.
import { EventEmitter } from 'node:events';

const port = Object.assign(new EventEmitter(), { postMessage: (message: unknown) => void process.send?.(message) });
Object.defineProperty(process, 'parentPort', { value: port });
process.on('message', (data: { readonly reject?: string; readonly type?: string }) => {
  // What no caller waits for.
  if (data.reject !== undefined) void Promise.reject(new Error(data.reject));
  else port.emit('message', { data, ports: [] });
});
