/** TensorFlow.js itself, whichever of its packages is installed. */
export type Tensorflow = typeof import('@tensorflow/tfjs');
