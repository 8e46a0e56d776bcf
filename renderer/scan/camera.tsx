import { Button, Modal, NativeSelect } from '@mantine/core';
import { IconBulb, IconCamera, IconPhoto } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useT } from '../i18n.ts';
import { Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import styles from './scan.module.css';
import { photographOf, useCamera } from './use-camera.ts';

/** Fewer pixels on the longer side make small print hard to read. */
const SHARP = 1600;

/** Photographs page after page until it is closed. Opened by the person's own click, never by itself. */
export function Camera(props: { readonly onPhoto: (file: File) => void; readonly onClose: () => void }) {
  const t = useT();
  const camera = useCamera(navigator.mediaDevices);
  const video = useRef<HTMLVideoElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [seen, setSeen] = useState<{ readonly width: number; readonly height: number }>();
  const [taken, setTaken] = useState(0);
  const busy = useRef(false);
  const { stream, fault } = camera;

  useEffect(() => {
    if (video.current !== null) video.current.srcObject = stream;
    setSeen(undefined);
  }, [stream]);

  const give = (files: readonly File[]): void => {
    for (const file of files) props.onPhoto(file);
    setTaken((before) => before + files.length);
  };
  const shoot = async (): Promise<void> => {
    if (video.current === null || busy.current) return;
    busy.current = true;
    try {
      give([await photographOf(video.current, `${t('camera.photo', { number: taken + 1 })}.jpg`)]);
    } finally {
      busy.current = false;
    }
  };

  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('camera.title')}
      size="min(60rem, 96vw)"
      yOffset="2vh"
      closeButtonProps={{ 'aria-label': t('action.dismiss') }}
    >
      <div className={ui.stack}>
        {fault === null ? (
          <div className={styles.view}>
            <video
              ref={video}
              autoPlay
              playsInline
              muted
              aria-label={t('camera.view')}
              onLoadedMetadata={({ currentTarget: { videoWidth, videoHeight } }) =>
                setSeen({ width: videoWidth, height: videoHeight })
              }
            />
          </div>
        ) : (
          <Notice tone="warn" live>
            {t(`camera.${fault}`)}
          </Notice>
        )}
        {seen !== undefined && Math.max(seen.width, seen.height) < SHARP && (
          <Notice tone="warn">{t('camera.coarse', seen)}</Notice>
        )}
        {fault === null && <p className="dim">{t('camera.hint')}</p>}
        <div className={ui.row}>
          {fault === null ? (
            <Button
              data-autofocus
              disabled={seen === undefined}
              leftSection={<IconCamera size={16} aria-hidden />}
              onClick={() => void shoot()}
            >
              {t('camera.shoot')}
            </Button>
          ) : (
            <Button data-autofocus onClick={() => void camera.start(camera.deviceId)}>
              {t('camera.again')}
            </Button>
          )}
          {camera.torch !== null && (
            <Button
              variant="default"
              aria-pressed={camera.torch}
              leftSection={<IconBulb size={16} aria-hidden />}
              onClick={() => void camera.setTorch(camera.torch !== true)}
            >
              {t('camera.torch')}
            </Button>
          )}
          {camera.devices.length > 1 && (
            <NativeSelect
              aria-label={t('camera.device')}
              value={camera.deviceId ?? ''}
              onChange={(event) => void camera.start(event.currentTarget.value)}
              data={camera.devices.map(({ id, label }, i) => ({ value: id, label: label || t('camera.nth', { number: i + 1 }) }))}
            />
          )}
          <Button variant="subtle" leftSection={<IconPhoto size={16} aria-hidden />} onClick={() => input.current?.click()}>
            {t('camera.fromFile')}
          </Button>
          <Button variant={taken > 0 ? 'default' : 'subtle'} onClick={props.onClose}>
            {t(taken > 0 ? 'camera.done' : 'action.back')}
          </Button>
          <span role="status" className="dim">
            {taken > 0 && t('camera.taken', { count: taken })}
          </span>
        </div>
      </div>
      {/* On a tablet this is the system's own camera. */}
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept="image/jpeg,image/png"
        capture="environment"
        aria-label={t('camera.fromFile')}
        onChange={(event) => {
          give([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
    </Modal>
  );
}
