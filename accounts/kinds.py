"""What the audit log knows to tell: every action and every detail, in the words people read."""

ACTIONS: dict[str, str] = {
    # Signing in
    "signed_in": "Đăng nhập",
    "sign_in_failed": "Đăng nhập không thành công",
    "signed_out": "Đăng xuất",
    "locked_out": "Tạm khóa đăng nhập vì nhập sai nhiều lần",
    "session_ended": "Kết thúc phiên đăng nhập",
    "password_changed": "Đổi mật khẩu",
    "password_reset_asked": "Yêu cầu đặt lại mật khẩu",
    "password_reset": "Đặt lại mật khẩu",
    "second_factor_added": "Thêm lớp xác thực thứ hai",
    "second_factor_removed": "Gỡ lớp xác thực thứ hai",
    "recovery_codes_made": "Tạo mã khôi phục",
    "recovery_code_used": "Dùng mã khôi phục",
    # Accounts and rights
    "account_invited": "Mời mở tài khoản",
    "invitation_withdrawn": "Rút lời mời",
    "invitation_accepted": "Nhận lời mời, mở tài khoản",
    "account_changed": "Sửa tài khoản",
    "account_disabled": "Ngừng tài khoản",
    "account_enabled": "Mở lại tài khoản",
    "membership_given": "Giao tư cách trong đơn vị",
    "membership_changed": "Sửa tư cách trong đơn vị",
    "membership_ended": "Kết thúc tư cách trong đơn vị",
    "officer_changed": "Sửa cán bộ chủ chốt",
    "team_changed": "Thay đổi Đoàn kiểm tra",
    # Units
    "reorganisation_applied": "Thực hiện sắp xếp đơn vị",
    "reorganisation_reversed": "Hủy bỏ việc sắp xếp đơn vị",
    "cluster_changed": "Sửa cụm thi đua",
    # Papers
    "paper_approved": "Duyệt văn bản",
    "paper_issued": "Ban hành văn bản",
    "paper_replaced": "Thay thế văn bản",
    "paper_withdrawn": "Thu hồi văn bản",
    # Data that leave or come in
    "exported": "Xuất dữ liệu",
    "imported": "Nhập dữ liệu",
}

# Keys of an event's ``data``.
DETAILS: dict[str, str] = {
    "added": "thêm",
    "changed": "đổi",
    "duty": "nhiệm vụ",
    "email": "thư điện tử",
    "file": "tệp",
    "filters": "bộ lọc",
    "method": "cách thức",
    "reason": "lý do",
    "removed": "bỏ",
    "replaced_by": "thay bằng",
    "role": "vai trò",
    "rows": "số dòng",
    "sha256": "SHA-256 của tệp",
    "subject_line": "trích yếu",
    "unit": "đơn vị",
    "username": "tên đăng nhập",
    "valid_from": "từ ngày",
    "valid_to": "đến ngày",
}
