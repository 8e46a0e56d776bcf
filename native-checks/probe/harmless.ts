/**
 * Text from outside without what would steer a terminal or turn the order of letters around: a network, a certificate, a
 * till's file and a signed result may hold anything. Line ends count among it, since they could forge a line of ours.
 */
export const harmless = (text: string): string => text.replace(STEERING, '\ufffd');
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it is about
const STEERING = /[\0-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;
