import { useCallback, useEffect, useRef, useState } from 'react';

/** Why there is no picture. */
export type CameraFault = 'denied' | 'none' | 'busy' | 'gone';

export interface CameraState {
  readonly stream: MediaStream | null;
  readonly fault: CameraFault | null;
  readonly devices: readonly { readonly id: string; readonly label: string }[];
  readonly deviceId: string | undefined;
  /** Whether its lamp burns; null where it has none. */
  readonly torch: boolean | null;
}

const NOTHING: CameraState = { stream: null, fault: null, devices: [], deviceId: undefined, torch: null };

/** As much as the camera has: a page needs some five million pixels. */
const PICTURE = { width: { ideal: 4096 }, height: { ideal: 3072 } };

function faultOf(error: unknown): CameraFault {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'none';
    default:
      return 'busy';
  }
}

const stopAll = (stream: MediaStream): void => {
  for (const track of stream.getTracks()) track.stop();
};

/** A camera, from the first moment to the last that this is on the screen; its light goes out with it. */
export function useCamera(media: MediaDevices | undefined) {
  const [state, setState] = useState<CameraState>(NOTHING);
  const current = useRef<MediaStream>(undefined);
  const asked = useRef(0);

  const start = useCallback(
    async (wanted?: string): Promise<void> => {
      asked.current += 1;
      const mine = asked.current;
      if (current.current !== undefined) stopAll(current.current);
      if (media === undefined) return setState({ ...NOTHING, fault: 'none' });
      try {
        const which = wanted === undefined ? { facingMode: 'environment' } : { deviceId: { exact: wanted } };
        const stream = await media.getUserMedia({ audio: false, video: { ...PICTURE, ...which } });
        if (mine !== asked.current) return stopAll(stream);
        current.current = stream;
        const track = stream.getVideoTracks()[0];
        track?.addEventListener('ended', () => setState((before) => ({ ...before, stream: null, fault: 'gone' })));
        const all = await media.enumerateDevices();
        if (mine !== asked.current) return;
        const devices = all.filter(({ kind }) => kind === 'videoinput').map(({ deviceId, label }) => ({ id: deviceId, label }));
        const lamp = (track?.getCapabilities?.() as { readonly torch?: boolean } | undefined)?.torch === true;
        setState({ stream, fault: null, devices, deviceId: track?.getSettings().deviceId, torch: lamp ? false : null });
      } catch (error) {
        if (mine === asked.current) setState({ ...NOTHING, fault: faultOf(error) });
      }
    },
    [media],
  );

  useEffect(() => {
    void start();
    return () => {
      asked.current += 1;
      if (current.current !== undefined) stopAll(current.current);
    };
  }, [start]);

  const setTorch = async (torch: boolean): Promise<void> => {
    const lamp = { advanced: [{ torch }] } as unknown as MediaTrackConstraints;
    await current.current?.getVideoTracks()[0]?.applyConstraints(lamp);
    setState((before) => ({ ...before, torch }));
  };

  return { ...state, start, setTorch };
}

/** What the camera shows now, as a JPEG. Written beside the window's own thread. */
export async function photographOf(video: HTMLVideoElement, name: string): Promise<File> {
  const frame = await createImageBitmap(video);
  const canvas = new OffscreenCanvas(frame.width, frame.height);
  canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(frame);
  return new File([await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.92 })], name, { type: 'image/jpeg' });
}
