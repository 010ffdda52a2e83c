import {useEffect, useState} from 'preact/hooks';
import {Icon} from '../ui/icon.tsx';

/** Shows the picture in a file on the viewer's disk. */
export function FilePreview({file}: {file: File}) {
  const [url, setUrl] = useState('');
  const isPicture = file.type.startsWith('image/');
  useEffect(() => {
    if (!isPicture) return undefined;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return isPicture && url ? <img src={url} alt="" draggable={false} /> : <Icon name="file" size={40} />;
}
