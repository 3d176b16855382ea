"""Why an upload is refused: one Chinese sentence per reason, each saying what to do."""

from core.exceptions import Refused

SENTENCES = {
    # size and name
    "empty": "这个文件是空的（0 字节）。请确认文件已保存完整，再重新上传。",
    "too_large": "文件有 {size}，超过上限 {limit}。请压缩图片或拆成几个文件后再上传。",
    "mismatch": "文件名以 {suffix} 结尾，内容却是{found}。请用原来的程序打开，另存为正确的格式后再上传。",
    "unwanted": "这里不能上传{found}。请上传：{wanted}。",
    "unknown": "认不出这个文件的内容。请上传：{wanted}。",
    "legacy": "{found}是旧格式，不能检查其中的宏。请在 Word 或 WPS 里打开，另存为 {suffix} 后再上传。",
    "wps": "这是 WPS 或 Office 的旧式文件。请打开后另存为 .docx（表格存为 .xlsx）再上传。",
    "heic": "这是 HEIC 格式的手机照片。请在手机相册里导出为 JPG，或截图后再上传。",
    # any file
    "damaged": "文件已损坏或没有传完，无法打开。请用原来的程序打开，重新保存后再上传。",
    "polyglot": "文件里夹带了另一个文件，不符合它自己的格式。请用原来的程序打开，另存一份新文件再上传。",
    "password": "文件设有密码或权限限制，无法检查。请取消密码保护后再上传。",
    "too_complex": "文件的结构过于复杂，无法检查。请把内容复制到一个新文件里，保存后再上传。",
    "infected": "病毒扫描发现问题（{name}），文件没有保存。请先在本机杀毒，换一份干净的文件再上传。",
    "scanner": "病毒扫描服务暂时连不上，文件没有保存。请稍后再试；一直这样请联系管理员。",
    # office files
    "expansion": "文件解压后过大，像是压缩炸弹。请删除多余内容或压缩图片，另存后再上传。",
    "entries": "文件内部的部件太多（超过 {limit} 个）。请拆成几个文件后再上传。",
    "path": "文件内部有不正常的路径，可能被人改动过。请把内容复制到一个新文件里，保存后再上传。",
    "duplicate": "文件内部有重复的部件，可能被人改动过。请把内容复制到一个新文件里，保存后再上传。",
    "doctype": "文件内部含有外部实体声明，办公软件不会这样保存。请把内容复制到一个新文件里，保存后再上传。",
    "macro": "文件含有宏。请另存为不带宏的 {suffix} 后再上传。",
    "embedded": "文件里嵌入了其他文件或控件（附件、公式对象、图表数据等）。请删除，或改为图片后再上传。",
    "external": "文件会自动读取外部内容（{what}）。请断开链接，或把内容直接插入文件后再上传。",
    "link": "文件里有指向本机、局域网或程序的超链接。请删除这些超链接（网页和邮箱的可以保留）后再上传。",
    "field": "文件含有会读取外部内容的域（{name}）。请全选后按 Ctrl+Shift+F9 转为文字，保存后再上传。",
    "formula": "表格里有会调用外部程序或网络的公式。请改为“粘贴为数值”，保存后再上传。",
    "sheet_size": "工作表用到了第 {row} 行或第 {column} 列以外。请删除下方和右侧多余的行列，保存后再上传。",
    "picture_inside": "文档里有一张图片带着拍摄地点等信息，无法去除。请把图片转成 JPG 重新插入后再上传。",
    # PDF
    "active": "PDF 含有脚本、附件或会自动执行的动作（{name}）。请用“打印为 PDF”另存一份再上传。",
    "pages": "PDF 超过 {limit} 页。请拆成几个文件后再上传。",
    # pictures
    "pixels": "图片有 {width}×{height} 像素，超过上限。请缩小尺寸后再上传。",
    # text
    "no_text": "文档里没有可以读取的文字。请填写内容后再上传。",
    "only_pictures": "文档里只有图片，没有可以读取的文字（可能是扫描件）。请上传可以编辑的文字稿。",
    "text_too_long": "文档的文字超过 {limit} 字。请删减，或拆成几个文件后再上传。",
}


class UploadRefused(Refused):
    """The file was not taken; nothing of it is kept. `code` is a key of `SENTENCES`."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


def refusal(code: str, **values: object) -> UploadRefused:
    """The refusal for `code`, its sentence filled with `values`. To be raised by the caller."""
    return UploadRefused(SENTENCES[code].format(**values), code)
