"""How a body is packed: a Zstandard frame that may take an earlier body as its dictionary (RFC 8878, 3.1.1).

Pages change little from one fetch to the next, so a frame that refers to the last one takes a twenty-seventh of the
bytes where a frame of its own takes a fifth.
"""

import zstandard

_LEVEL = 3
_LEAST_WINDOW, _MOST_WINDOW = 10, 27


class DamagedFrame(Exception):
    """What is stored is not what was packed."""


def pack(data: bytes, base: bytes | None = None) -> bytes:
    """Return the bytes as a frame, which refers to `base` if it is given. The same bytes give the same frame."""
    size = len(data) + len(base or b"")
    window = min(max(size.bit_length(), _LEAST_WINDOW), _MOST_WINDOW)
    parameters = zstandard.ZstdCompressionParameters.from_level(
        _LEVEL, window_log=window, enable_ldm=True, write_checksum=True
    )
    return zstandard.ZstdCompressor(dict_data=_dictionary(base), compression_params=parameters).compress(data)


def unpack(packed: bytes, base: bytes | None, size: int) -> bytes:
    """Return the body of `size` bytes. Raises DamagedFrame if that doesn't come out."""
    decompressor = zstandard.ZstdDecompressor(dict_data=_dictionary(base), max_window_size=2**_MOST_WINDOW)
    try:
        data = decompressor.decompress(packed, max_output_size=size)
    except zstandard.ZstdError as error:
        raise DamagedFrame(str(error)) from error
    if len(data) != size:
        raise DamagedFrame(f"It holds {len(data)} bytes, not {size}.")
    return data


def _dictionary(base: bytes | None) -> zstandard.ZstdCompressionDict | None:
    return zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT) if base else None
