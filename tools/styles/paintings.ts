/** Which part of each source image is the painting. The catalogue says which package a source comes from. */
export interface Painting {
  id: string;
  /** Path of the source below the folder of sources. Files of a package keep the path that they have in it. */
  file: string;
  /** SHA-256 of the source. */
  sha256: string;
  /** Left, top, right and bottom as shares of the source's size. */
  crop: readonly [left: number, top: number, right: number, bottom: number];
}

export const paintings: readonly Painting[] = [
  {
    id: 'the-kiss',
    file: 'klimt-kiss.webp',
    sha256: '578c93afe5fe497a8adb765a661d7dbae932d16ec4a5f8d616daf71aaa6940c1',
    crop: [0.01, 0.01, 0.99, 0.99],
  },
  {
    id: 'cafe-terrace',
    file: 'van-gogh-cafe-terrace.webp',
    sha256: '27f0e7ec5b2408e6131eb85841bd8003c7ff202cd4079209122db6d98e2f77c3',
    crop: [0.02, 0.02, 0.98, 0.98],
  },
  {
    id: 'night-cafe',
    file: 'van-gogh-night-cafe.webp',
    sha256: '48eb9d55462f7c419a737e2e3450c0089c30cf8bf57e37dac32f99af0df346c2',
    crop: [0.02, 0.02, 0.98, 0.98],
  },
  {
    id: 'auvers',
    file: 'van-gogh-auvers.webp',
    sha256: '531125334253393f72f61a1ea1a84ce87facae8347414a9d521447abb4bf7446',
    crop: [0.01, 0.01, 0.99, 0.99],
  },
  {
    id: 'bouquet',
    file: 'van-gogh-bouquet.webp',
    sha256: 'b87005edacb56dd71a1673acdfc793efc0909f054f71e6a166a59af7807a1f0f',
    crop: [0.03, 0.03, 0.97, 0.97],
  },
  {
    id: 'poppies',
    file: 'hokusai-poppies.webp',
    sha256: '9322bc2b0cd924a7e409d85307b988549a213718a66081c89d5a79a2d79f15fa',
    crop: [0.03, 0.03, 0.97, 0.97],
  },
  {
    id: 'ejiri',
    file: 'hokusai-ejiri.webp',
    sha256: '2fa45500cd474b935bcb149130bd85acce10c47f86d7471f68916b49a4c61767',
    crop: [0.02, 0.02, 0.98, 0.98],
  },
  {
    id: 'snow-shrine',
    file: 'hiroshige-snow.webp',
    sha256: 'afdc6ff7c95ec4ec4ffeba5b0a7a8fc22e9307800f863009c8b1dc2367d45557',
    crop: [0.02, 0.04, 0.98, 0.97],
  },
  {
    id: 'six-rivers',
    file: 'hiroshige-six-rivers.webp',
    sha256: 'ed4c8205b166620c9571c66df117bc06119797586268f54e3ddb1ea1a73d70a7',
    crop: [0.16, 0.11, 0.87, 0.91],
  },
  {
    id: 'ink-mountains',
    file: 'zhao-yuan-landscape.webp',
    sha256: '80b56a02a55b8bd2bcaf5328120ae509ed1aee24b1deb41b20dee1052f8ba27d',
    crop: [0.14, 0.06, 0.97, 0.96],
  },
  {
    id: 'venice',
    file: 'turner-venice.webp',
    sha256: '546a6799b846ce9e3b4ed88db91379ddc5ec774223d66e82253849fd3f1cfb6f',
    crop: [0.03, 0.04, 0.97, 0.96],
  },
  {
    id: 'sainte-victoire',
    file: 'cezanne-sainte-victoire.webp',
    sha256: 'a05fb9ff8afabfb96618a46d442740c6b0979407d612350d873fb116eee90ad6',
    crop: [0.04, 0.05, 0.96, 0.95],
  },
  {
    id: 'harvesters',
    file: 'bruegel-harvesters.webp',
    sha256: 'cef1cb5539277e9a2582cad5de449d95cbe2da2792d9d19e078be03a1ba83c5d',
    crop: [0.01, 0.01, 0.99, 0.99],
  },
  {
    id: 'spring',
    file: 'arcimboldo-spring.webp',
    sha256: '1d10544f6362becf02d3b9ccf81f3f722aa5c78343bf979a3bc7f53d8a88fa4f',
    crop: [0.03, 0.03, 0.97, 0.97],
  },
  {
    id: 'summertime',
    file: 'cassatt-summertime.webp',
    sha256: 'd68add839a9cff180903ec45423b8d37186e5f44025f00eb57036616e676dd76',
    crop: [0.02, 0.02, 0.98, 0.98],
  },
  {
    id: 'moulin',
    file: 'renoir-moulin-de-la-galette.webp',
    sha256: '28b1e0c7d973ae6d641afcda52962a1adae72e48c6820180409f90b90de3fb66',
    crop: [0.02, 0.02, 0.98, 0.98],
  },
  {
    id: 'flowers',
    file: 'redon-flowers.webp',
    sha256: 'dc054bf8a417a6fda36dddbf0ed75e937f2447c45bf4520ddb9f9b5828568727',
    crop: [0.02, 0.02, 0.98, 0.97],
  },
  {
    id: 'river-crossing',
    file: 'sakai-oho-rivers.webp',
    sha256: '0976829ad06a984ef24c90ab5f917c61980a817cbef30869683e084966d5192b',
    crop: [0.01, 0.03, 0.99, 0.95],
  },
  {
    id: 'reading',
    file: 'usr/share/wordpress/wp-content/themes/twentytwentyone/assets/images/Reading.jpg',
    sha256: 'e042f6093bffe3b4269bd3daa97d997fdbf09006762f143d41b9b154f2c5e6c4',
    crop: [0.01, 0.01, 0.99, 0.99],
  },
  {
    id: 'roses',
    file: 'package/images-eink/met/met-floral-collection/met-827660.webp',
    sha256: '87bf9378c53a99b49765099947af70c81f282570717c2ca2573c6f44e1dbd723',
    crop: [0.14, 0.2, 0.86, 0.66],
  },
  {
    id: 'chalk',
    file: 'package/images-eink/met/met-portrait-figure-collection/met-824771.webp',
    sha256: '3427fd5dc38258e36ff5ce57cfa0602bfff03f4c852f0ea353085a7ffa2661a5',
    crop: [0.05, 0.05, 0.95, 0.95],
  },
  {
    id: 'ducks',
    file: 'usr/share/wordpress/wp-content/themes/twentytwentytwo/assets/images/ducks.jpg',
    sha256: '3859c3ab11f300e8daff5821a61a3c3ad198ab49c9e201b8ca955c1cac179234',
    crop: [0, 0, 1, 1],
  },
  {
    id: 'cicada',
    file: 'package/images-eink/nmk/nmk-korean-painting-collection/nmk-363.webp',
    sha256: '4603670a63f7758573acee9443367a960420971bd40b8e9f402435e9a70925c2',
    crop: [0.3, 0.42, 0.99, 0.985],
  },
  {
    id: 'snow-hermitage',
    file: 'package/images-eink/nmk/nmk-korean-painting-collection/nmk-332.webp',
    sha256: 'a9e73d6e66c5cea10ac1bcb42a8ad99afb590e987476049276efe61f72a640fe',
    crop: [0.02, 0.36, 0.98, 0.76],
  },
  {
    id: 'palace-screen',
    file: 'package/images-eink/nmk/nmk-korean-painting-collection/nmk-656.webp',
    sha256: 'c83049248319727d1127cd2248ed3c3884332dc3f81e4ec466e95a5e7473af6a',
    crop: [0.26, 0.05, 0.985, 0.83],
  },
];
