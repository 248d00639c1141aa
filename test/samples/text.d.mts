export function utf16le(text: string): Buffer;
export function utf16be(text: string): Buffer;
