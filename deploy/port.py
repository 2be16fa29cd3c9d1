"""Say in words when the port cannot be used: ``python3 deploy/port.py 8000``; exit 1 then."""

import socket
import sys


def trouble_with(port: str) -> str:
    """Why the port cannot be used, as a sentence; empty when it can."""
    if not port.isdigit() or not 0 < int(port) < 65536:
        return f"PORT={port} không phải số cổng (1 đến 65535)."
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
            probe.listen()
        except PermissionError:
            return f"Không có quyền mở cổng {port}. Hãy chọn cổng từ 1024 trở lên."
        except OSError:
            return (
                f"Cổng {port} đang có chương trình khác dùng. Hãy dừng chương trình đó, "
                f"hoặc chạy ở cổng khác: make run PORT={(int(port) + 1) % 65536}"
            )
    return ""


if __name__ == "__main__":
    sentence = trouble_with(sys.argv[1])
    if sentence:
        sys.exit(sentence)
