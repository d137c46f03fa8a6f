// Reads the QR code in a picture or in what the camera sees. The reading library is loaded when it is first needed.

/** Larger pictures are made smaller before they are read. */
const LONGEST_SIDE = 3000;
/** Camera frames are read at this size, that often. */
const FRAME_SIDE = 1280;
const FRAME_PAUSE = 150;
const LARGEST_PICTURE = 40 * 1024 * 1024;

export const isPicture = (file) => /^image\/(png|jpeg|webp|gif|bmp)$/.test(file.type) && file.size <= LARGEST_PICTURE;

/** The text of the QR code among these pixels; `null` when none can be read. */
const readPixels = ({ decodeQR }, pixels) => {
  try {
    return decodeQR(pixels);
  } catch {
    return null;
  }
};

/** The pixels of an image or a video, its longer side at most `side`. */
const pixelsOf = (source, width, height, side) => {
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const pen = canvas.getContext("2d");
  // What is transparent is paper.
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(source, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
};

const asDataUrl = (file) => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result);
  reader.onerror = () => reject(reader.error);
  reader.readAsDataURL(file);
});

const asImage = (url) => new Promise((resolve, reject) => {
  const image = new Image();
  image.onload = () => resolve(image);
  image.onerror = () => reject(new Error("not a picture"));
  image.src = url;
});

/** The text of the QR code in a picture file; `null` when there is none to be read. */
export const readPicture = async (file, loadReader) => {
  const reader = await loadReader();
  const image = await asImage(await asDataUrl(file)).catch(() => null);
  if (!image || !image.naturalWidth) return null;
  // The whole page at once, then smaller: coarse pictures of fine codes read better one way, noisy ones the other.
  for (const side of [LONGEST_SIDE, 1600, 1000]) {
    const text = readPixels(reader, pixelsOf(image, image.naturalWidth, image.naturalHeight, side));
    if (text !== null) return text;
  }
  return null;
};

/** A camera that looks until it sees a QR code or is stopped. */
export class Camera {
  constructor(video, loadReader) {
    Object.assign(this, { video, loadReader, stream: null });
  }

  static get isThere() {
    return Boolean(navigator.mediaDevices && navigator.mediaDevices.getUserMedia);
  }

  /** Gives the text of the first code it sees, `null` when it was stopped; throws when the camera may not be used. */
  async look() {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false, video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 960 } },
    });
    this.stream = stream;
    this.video.srcObject = stream;
    try {
      const [reader] = await Promise.all([this.loadReader(), this.video.play()]);
      while (this.stream === stream) {
        const { videoWidth: width, videoHeight: height } = this.video;
        const text = width > 0 ? readPixels(reader, pixelsOf(this.video, width, height, FRAME_SIDE)) : null;
        if (text !== null) return text;
        await new Promise((resolve) => setTimeout(resolve, FRAME_PAUSE));
      }
      return null;
    } finally {
      for (const track of stream.getTracks()) track.stop();
      if (this.stream === stream) this.stop();
    }
  }

  stop() {
    if (this.stream) for (const track of this.stream.getTracks()) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }
}
