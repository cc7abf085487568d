// Messages of a Jupyter kernel as they travel on a websocket: the protocol "v1.kernel.websocket.jupyter.org".

export const PROTOCOL = "v1.kernel.websocket.jupyter.org";

/**
 * @typedef {object} Message
 * @property {string} channel
 * @property {{msg_id: string, msg_type: string, [key: string]: unknown}} header
 * @property {{msg_id?: string, [key: string]: unknown}} parent_header
 * @property {Record<string, any>} metadata
 * @property {any} content
 * @property {DataView[]} buffers
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * A message as bytes: a table of offsets, then its parts.
 * @param {Omit<Message, "buffers">} message
 * @param {(ArrayBuffer | ArrayBufferView)[]} [buffers]
 */
export function pack(message, buffers = []) {
  const { channel, header, parent_header, metadata, content } = message;
  const texts = [channel, ...[header, parent_header, metadata, content].map((part) => JSON.stringify(part))];
  const parts = [...texts.map((text) => encoder.encode(text)), ...buffers.map(bytesOf)];
  const table = 8 * (parts.length + 2);
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.byteLength, table));
  const view = new DataView(whole.buffer);
  let offset = table;
  view.setBigUint64(0, BigInt(parts.length + 1), true);
  parts.forEach((part, index) => {
    view.setBigUint64(8 * (index + 1), BigInt(offset), true);
    whole.set(part, offset);
    offset += part.byteLength;
  });
  view.setBigUint64(8 * (parts.length + 1), BigInt(offset), true);
  return whole.buffer;
}

/**
 * The message that these bytes are.
 * @param {ArrayBuffer} bytes
 * @returns {Message}
 */
export function unpack(bytes) {
  const view = new DataView(bytes);
  const count = Number(view.getBigUint64(0, true));
  const offsets = Array.from({ length: count }, (_, index) => Number(view.getBigUint64(8 * (index + 1), true)));
  const parts = offsets.slice(1).map((end, index) => new DataView(bytes, offsets[index], end - offsets[index]));
  const [channel, ...texts] = parts.slice(0, 5).map((part) => decoder.decode(part));
  const [header, parent_header, metadata, content] = texts.map((text) => JSON.parse(text));
  return { channel, header, parent_header, metadata, content, buffers: parts.slice(5) };
}

/** @param {ArrayBuffer | ArrayBufferView} buffer */
function bytesOf(buffer) {
  return ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer);
}
