"""Days on which an office is closed: weekends, and the holidays that stand on a fixed date."""

from datetime import date

SATURDAY, SUNDAY = 5, 6
# Bộ luật Lao động 2019, Điều 112. Tết and Giỗ Tổ follow the moon, and the second day beside 2/9 is
# chosen each year: none of these is known here.
HOLIDAYS = {
    (1, 1): "Tết Dương lịch",
    (4, 30): "Ngày Chiến thắng",
    (5, 1): "Ngày Quốc tế Lao động",
    (9, 2): "Quốc khánh",
}


def day_off(day: date) -> str:
    """What closes offices on the day, in words; empty for a working day."""
    holiday = HOLIDAYS.get((day.month, day.day))
    if holiday:
        return f"ngày nghỉ lễ ({holiday})"
    return {SATURDAY: "thứ Bảy", SUNDAY: "Chủ nhật"}.get(day.weekday(), "")
